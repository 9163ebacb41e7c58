import { areas } from '../../fixtures/daqing.ts'
import { ACCOUNT } from '../../fixtures/contract.ts'
import { anApplication, aCode } from '../../fixtures/registry.ts'
import { platformItself, type Actor } from '../../src/kernel/actor.ts'
import type { Organization, RegisterOrganization } from '../../src/registry/organization.schema.ts'
import type { World } from '../support/world.ts'

export const bureau: Actor = { ...platformItself, grants: [{ role: 'bureau', area: '230600' }] }
/** Publishes what the first has drafted. */
export const reviewer: Actor = { ...bureau, id: 'reviewer', name: '审核' }

/** The city, its districts, and the communities where the tests happen. */
export async function layAreas({ services }: Pick<World, 'services'>, wanted = ['230600', '230602', '230602001', '230604', '230604001', '230604002']): Promise<void> {
  for (const area of areas.filter(({ id }) => wanted.includes(id))) await services.areas.define(bureau, area)
}

/** Every section of an application found in order. */
export const inOrder = ({ services }: Pick<World, 'services'>, { id, revision }: Pick<Organization, 'id' | 'revision'>): Promise<Organization> =>
  services.judgements.judge(bureau, id, { revision, judgements: {}, rest: 'in-order' })
/** Found in order, and registered. */
export const approved = async (world: Pick<World, 'services'>, applied: Pick<Organization, 'id' | 'revision'>): Promise<Organization> =>
  world.services.organizations.decide(bureau, applied.id, 'approve', { revision: (await inOrder(world, applied)).revision })

/** An organization of that account, registered; the account is given back with its new role. */
export async function anOwned(world: Pick<World, 'services' | 'actor' | 'fresh'>, alias: string, changes: Partial<RegisterOrganization> = {}): Promise<{ owner: Actor; organization: Organization }> {
  const applicant = await world.actor('resident', {}, alias)
  const applied = await world.services.organizations.register(applicant, anApplication({ name: `大庆市${alias}服务中心`, uscc: aCode(), ...changes }))
  const organization = await approved(world, applied)
  return { owner: await world.fresh(applicant), organization }
}

/** The register names where it is paid, as the owner asked and the authority approved. */
export async function withAccount({ services }: Pick<World, 'services'>, { owner, organization }: { owner: Actor; organization: Organization }): Promise<Organization> {
  const change = await services.changes.edit(owner, organization.id, 'account', { revision: organization.revision, reason: '登记收款账户', values: { account: ACCOUNT } })
  await services.changes.approve(bureau, change!.id, { revision: change!.revision })
  return services.organizations.known(organization.id)
}
