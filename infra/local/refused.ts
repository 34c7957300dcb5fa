/** Not asked for rightly: flags, configuration or data directory. Ends with exit code 2 and its message, without a trace. */
export class Refused extends Error {}
