import { z } from 'zod'
import { Points } from '../kernel/ratio.ts'

/** The four works of the city's centre (培育孵化的四项功能), which a station may offer in part. */
export const SiteWork = z.enum(['assessment', 'cultivation', 'training', 'exchange'])
export type SiteWork = z.infer<typeof SiteWork>

/** What a site asks of those it takes in and lets go; local practice, so each site states its own. */
export const Terms = z.object({
  answerDays: z.int().min(1).max(60).default(7).meta({ description: 'Days within which an application is answered' }),
  noticeWorkdays: z.int().min(0).max(30).default(5).meta({ description: 'Workdays for which who is accepted is announced before the agreement is signed (公示); none means without' }),
  months: z.int().min(1).max(24).default(12),
  midFrom: z.int().min(0).max(90).default(50).meta({ description: 'Share of the period, in hundredths, before which there is no mid-term review' }),
  finalDays: z.int().min(0).max(365).default(60).meta({ description: 'Days before its end from which the final review is made' }),
  monthsAtMost: z.int().min(1).max(36).default(24),
  passScore: Points.max(10_000).default(8_000).meta({ description: 'Final score from which an organization graduates', input: 'points' }),
  staff: z.int().min(0).max(50).default(3),
  socialWorkers: z.int().min(0).max(50).default(1),
  followUpMonths: z.int().min(0).max(24).default(12),
})
export type Terms = z.infer<typeof Terms>

/** The city's support centre (社会组织支持发展中心) or a community's station (孵化站点), with its places. */
export const Site = z.object({
  id: z.string(),
  revision: z.int().default(0),
  name: z.string().min(4).max(60),
  kind: z.enum(['centre', 'station']),
  area: z.string(),
  areas: z.array(z.string()),
  address: z.string().min(4).max(120),
  phone: z.string().regex(/^[\d\s()+-]{7,20}$/, 'not-a-phone'),
  works: z.array(SiteWork).min(1),
  places: z.int().min(0).max(500),
  taken: z.int().nonnegative().default(0).meta({ description: 'Places held by accepted and resident organizations' }),
  terms: Terms,
  open: z.boolean().default(true),
})
export type Site = z.infer<typeof Site>

export const OpenSite = Site.pick({ name: true, kind: true, area: true, address: true, phone: true, works: true, places: true, terms: true })
export type OpenSite = z.infer<typeof OpenSite>

export const EditSite = OpenSite.omit({ kind: true, area: true }).extend({ revision: z.int(), open: z.boolean().default(false) })
export type EditSite = z.infer<typeof EditSite>
