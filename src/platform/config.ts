import { z } from 'zod'

const secret = () => z.string({ error: 'is missing' }).min(32, 'is shorter than 32 characters')
const addressOf = (kinds: RegExp, example: string) =>
  z.string({ error: 'is missing' }).regex(kinds, `is not an address like ${example}`)

const PORT = z.coerce.number({ error: 'is not a number' }).int('is not a whole number').min(1, 'is below 1').max(65_535, 'is above 65535')
const production = (env: { NODE_ENV: string }) => env.NODE_ENV === 'production'

/** Every variable that the site reads; `.env.example` says the same. */
export const configSchema = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production'], { error: 'is none of development, test, production' }).default('development')
    .meta({ description: 'development, test or production: production demands secrets and refuses what is only for trying out' }),
  HOST: z.string().default('127.0.0.1')
    .meta({ description: 'Address to listen on; 0.0.0.0 for all networks of the machine' }),
  PORT: PORT.default(3000)
    .meta({ description: 'Port to listen on' }),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'is not an address like https://fuhua.example.org' }).transform(url => url.replace(/\/+$/, '')).optional()
    .meta({ description: 'Address under which people reach the site, used in mails and QR codes; http://HOST:PORT when empty' }),
  TRUSTED_PROXIES: z.string().regex(/^[\w.:/]+(, ?[\w.:/]+)*$/, 'is not a list like loopback, 10.0.0.0/8').default('loopback')
    .meta({ description: 'Proxies in front of the site whose word on the sender is taken: addresses, networks, loopback or uniquelocal, with commas' }),
  MONGODB_URI: addressOf(/^mongodb(\+srv)?:\/\/./, 'mongodb://host/fuhua')
    .meta({ description: 'MongoDB 7 or newer as a replica set; "npm start" runs an embedded store when empty' }),
  REDIS_URL: addressOf(/^rediss?:\/\/./, 'redis://host:6379')
    .meta({ description: 'Valkey or Redis 6.2 or newer; "npm start" runs an embedded one when empty' }),
  DATA_DIR: z.string().default('.data')
    .meta({ description: 'Folder for uploaded files, embedded stores and logs' }),
  SESSION_SECRET: secret()
    .meta({ description: 'Signs session cookies, at least 32 characters (openssl rand -hex 32); made by "npm start" outside production' }),
  SEAL_SECRET: secret()
    .meta({ description: 'Hides who has bid until the opening, at least 32 characters, never to be changed; made by "npm start" outside production' }),
  SMTP_URL: addressOf(/^smtps?:\/\/./, 'smtps://user:password@mail.example.org').optional()
    .meta({ description: 'Mail server, smtps://user:password@host; messages stay in the site when empty' }),
  MAIL_FROM: z.string().default('Fuhua <no-reply@localhost>')
    .meta({ description: 'Sender of mails' }),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], { error: 'is none of trace, debug, info, warn, error, fatal, silent' }).default('info')
    .meta({ description: 'Least level that is logged: trace, debug, info, warn, error, fatal or silent' }),
  METRICS_TOKEN: z.string().min(16, 'is shorter than 16 characters').optional()
    .meta({ description: 'Bearer token with which a program on another machine may read /metrics, at least 16 characters; only this machine may when empty' }),
  DEMO: z.stringbool({ error: 'is neither true nor false' }).optional()
    .meta({ description: 'Demo city with accounts to try and a clock that can be moved: true unless in production, where it is refused' }),
  UPLOAD_LIMIT_MB: z.coerce.number({ error: 'is not a number' }).positive('is not above 0').max(1_000, 'is above 1000').default(20)
    .meta({ description: 'Largest file that can be uploaded, in megabytes' }),
  DEFAULT_LOCALE: z.enum(['zh-CN', 'en'], { error: 'is neither zh-CN nor en' }).default('zh-CN')
    .meta({ description: 'Language of people who have chosen none: zh-CN or en' }),
}).refine(env => !(production(env) && env.DEMO), { path: ['DEMO'], error: 'is refused with NODE_ENV=production' })
  .transform(env => ({ ...env, DEMO: env.DEMO ?? !production(env), PUBLIC_URL: env.PUBLIC_URL ?? `http://${env.HOST}:${env.PORT}` }))

export type Config = Readonly<z.output<typeof configSchema>>

/**
 * The settings, checked once at start; a variable set to nothing counts as not set.
 * Throws one sentence that lists all that is wrong.
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const result = configSchema.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')))
  if (result.success) return result.data
  const wrong = result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`)
  throw new Error(`The settings cannot be used: ${wrong.join('; ')}. Put them right in the environment or in .env (.env.example explains each).`)
}
