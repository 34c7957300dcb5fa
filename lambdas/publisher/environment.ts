/** The publisher's environment variables: infra writes them, the handler reads them, nothing else does. */
export interface PublisherEnvironment {
  readonly LEDGER_TABLE: string
  readonly WORK_TABLE: string
  readonly TOPIC_ARN: string
  /** The log's origin, which every notification names. */
  readonly LOG_ORIGIN: string
  /** Base of the links in notifications, without a trailing slash; empty: no link. */
  readonly LINK_BASE: string
  /** `true`: messages carry a readable e-mail text beside the JSON (SNS MessageStructure). */
  readonly EMAIL_TEXT: 'true' | 'false'
}
