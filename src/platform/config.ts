import { z } from 'zod'

const secret = z.string().min(32)
const described = <S extends z.ZodType>(shape: S, description: string): S => shape.meta({ description })

/** All variables; `.env.example` has the same, and a test holds them against each other. */
export const Config = z.object({
  NODE_ENV: described(z.enum(['development', 'test', 'production']).default('development'), 'development shows the demo; production refuses what is only for trying out'),
  HOST: described(z.string().default('127.0.0.1'), 'Address on which the web process listens'),
  PORT: described(z.coerce.number().int().min(0).max(65_535).default(3000), 'Port on which the web process listens'),
  PUBLIC_URL: described(z.url().optional(), 'Address under which people reach the site; stands in QR codes and mails'),
  MONGODB_URI: described(z.string().startsWith('mongodb'), 'A MongoDB replica set; without it an embedded server is started'),
  REDIS_URL: described(z.string().regex(/^rediss?:\/\//), 'A Valkey or Redis; without it an embedded one is started'),
  DATA_DIR: described(z.string().default('.data'), 'Folder for files, embedded stores and logs'),
  SESSION_SECRET: described(secret, 'Signs session cookies; at least 32 characters, needed in production'),
  SEAL_SECRET: described(secret, 'Hides who has bid; at least 32 characters, needed in production, never to be changed'),
  SMTP_URL: described(z.url().optional(), 'Mail server, such as smtp://user:password@host:587; without it messages stay in the app'),
  MAIL_FROM: described(z.string().default('Fuhua <fuhua@localhost>'), 'Sender of mails'),
  LOG_LEVEL: described(z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'), 'How much is logged'),
  DEMO: described(z.stringbool().optional(), 'The demo city with its accounts and its movable clock; refused in production'),
  UPLOAD_LIMIT_MB: described(z.coerce.number().int().min(1).max(1_000).default(20), 'Largest file that may be uploaded'),
  DEFAULT_LOCALE: described(z.enum(['zh-CN', 'en']).default('zh-CN'), 'Language where the reader asks for none'),
})

/** The variables as the platform uses them. */
export type Config = z.output<typeof Config> & { DEMO: boolean; PUBLIC_URL: string }

/** Reads the variables, or says in one sentence which are wrong and why. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const result = Config.safeParse(set)
  if (!result.success) {
    const wrong = result.error.issues.map(({ path, message }) => `${path.join('.')} (${message})`)
    throw new Error(`These variables are missing or wrong: ${wrong.join(', ')}. Their meaning stands in .env.example.`)
  }
  const { data } = result
  if (data.NODE_ENV === 'production' && data.DEMO) throw new Error('DEMO is for trying out: take it away, or start without NODE_ENV=production.')
  return {
    ...data,
    DEMO: data.DEMO ?? data.NODE_ENV !== 'production',
    PUBLIC_URL: (data.PUBLIC_URL ?? `http://${data.HOST}:${data.PORT}`).replace(/\/$/, ''),
  }
}
