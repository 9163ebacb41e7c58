import { createMongoAbility, subject, type RawRuleOf, type MongoAbility } from '@casl/ability'
import { isSignedIn, type Actor, type Grant, type Role } from './actor.ts'
import { Forbidden } from './refusal.ts'

/** Plain equalities on the thing's fields: the same words check one thing and filter a list. */
export type Conditions = Record<string, string | boolean | number>
type Reach = (grant: Grant, actor: Actor) => Conditions

/** Who may do one thing: for each role, how far it reaches. `public` is everybody, `account` everybody signed in. */
export type Sentence = { readonly action: string; readonly who: Partial<Record<Role | 'public' | 'account', Reach>> }

export const anywhere: Reach = () => ({})
/** Things carry `areas`, the codes of their area and of all above it, so a role over a district covers its communities. */
export const inItsArea: Reach = ({ area }) => ({ areas: area ?? 'none' })
export const ofItsOrganization: Reach = ({ organizationId }) => ({ organizationId: organizationId ?? 'none' })
export const itself: Reach = (_, actor) => ({ accountId: actor.id })
/** Narrows a reach: `where(inItsArea, { status: 'published' })`. */
export const where = (reach: Reach, conditions: Conditions): Reach => (grant, actor) => ({ ...reach(grant, actor), ...conditions })

/** Names the sentences of a policy after their keys. */
export const policy = <A extends string>(domain: string, sentences: Record<A, Sentence['who']>) =>
  Object.fromEntries(Object.entries(sentences).map(([name, who]) =>
    [name, { action: `${domain}.${name}`, who }])) as unknown as Record<A, Sentence>

/** The conditions under which an actor may; an empty list means never, `{}` in it means always. */
export function reach({ who }: Sentence, actor: Actor): Conditions[] {
  const everybody = [who.public, isSignedIn(actor) ? who.account : undefined]
    .flatMap(given => given ? [given({ role: 'resident' }, actor)] : [])
  const granted = actor.grants.flatMap(grant => {
    const reaching = who[grant.role]
    return reaching ? [reaching(grant, actor)] : []
  })
  return [...everybody, ...granted]
}

export function may(sentence: Sentence, actor: Actor, thing: object): boolean {
  const rules = reach(sentence, actor).map((conditions): RawRuleOf<MongoAbility> =>
    ({ action: sentence.action, subject: 'thing', ...(Object.keys(conditions).length > 0 && { conditions }) }))
  return createMongoAbility(rules).can(sentence.action, subject('thing', { ...thing }))
}

export function permit(sentence: Sentence, actor: Actor, thing: object): void {
  if (!may(sentence, actor, thing)) throw new Forbidden('forbidden', `${actor.id} may not ${sentence.action}`)
}

/** May this person do it to anything at all? The gate of a route; the service then asks about the thing itself. */
export const mayAtAll = (sentence: Sentence, actor: Actor): boolean => reach(sentence, actor).length > 0
