import { z } from 'zod'

/** More are not chosen on a page of a list, nor done within a request. */
const MOST = 100
const From = z.string().max(500).optional().meta({ description: 'How the list was asked for, to lead back to it' })

/** What was chosen in a list, to be looked at before anything is done. */
export const Choose = z.object({ ids: z.array(z.string().max(64)).max(MOST).default([]), from: From })
/** What was looked at, each with its revision, which of a job is the moment it failed: what has changed since is refused. */
export const Chosen = z.object({ chosen: z.array(z.string().regex(/^[\w:-]{1,64}@\d{1,15}$/)).min(1).max(MOST), from: From })
const Reason = z.string().min(4).max(300)
/** The same with the reason that an act asks for: one for all, and for single things one of their own. */
export const ChosenWithReason = Chosen.extend({ reason: Reason.optional(), own: z.record(z.string(), Reason).default({}) })

/** What a person calls a thing. */
export type Named = { id: string; revision: number; reference: string; name: string | { key: string; params: Record<string, unknown> }; href: string; amount?: number | undefined }
/** Why something is not done, as it is kept and explained where it is shown. */
export type Why = { code: string; details: Record<string, unknown> }
/** One of the chosen: what it is, or null for what is not there for this person; and why it is not done, or null. */
export type Outcome = { thing: Named | null; why: Why | null }
