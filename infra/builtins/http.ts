/**
 * `node:http` as the bundles have it. An ES module that imports it evaluates all that it exports, among it Node's WebSocket, which loads
 * all of undici: 21 % of what a cold start took. A name that is missing here fails the build.
 */
const http = process.getBuiltinModule('node:http')

export default http
export const { Agent, get, request } = http
