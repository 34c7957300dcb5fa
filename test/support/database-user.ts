import { useEmbeddedDynamoDb } from '../../infra/local/embedded-dynamodb.ts'

// A process that uses the database of a directory until a line comes in or its input ends, for tests that need several.
const [dataDirectory = ''] = process.argv.slice(2)
const database = await useEmbeddedDynamoDb({ dataDirectory, waitAtMostMs: 20_000 })
console.log(database.endpoint)
process.stdin.once('end', () => void database.release().then(() => process.exit(0)))
process.stdin.resume()
