function given(name: 'MONGODB_URI' | 'REDIS_URL'): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: run the tests with "npm test", which starts throw-away stores`)
  return value
}

/** The address of a database of this name on the test's document store. */
export function testMongoUri(name: string): string {
  const uri = new URL(given('MONGODB_URI'))
  uri.pathname = `/${name}`
  return uri.href
}

/** The address of the test's queue store; tests keep apart by prefixes. */
export const testRedisUrl = (): string => given('REDIS_URL')
