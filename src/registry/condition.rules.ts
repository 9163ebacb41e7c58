import type { Blocker } from '../kernel/refusal.ts'
import type { Organization } from './organization.schema.ts'

/** What the law asks of each type at its registration, in members and whole fen; data, since the regulation is under revision. */
const ASKED = {
  individuals: 50, units: 30, together: 50, associationFunds: 30_000_00, originalFund: 2_000_000_00, publicFund: 4_000_000_00,
} as const
const LAW = { association: '社会团体登记管理条例第十条', foundation: '基金会管理条例第八条', 'service-institution': '民办非企业单位登记管理暂行条例第八条' } as const

type Asked = Pick<Organization, 'type' | 'openingFunds' | 'individualMembers' | 'unitMembers' | 'supervisor'>
const areMembersKnown = ({ individualMembers, unitMembers }: Asked): boolean => individualMembers !== undefined || unitMembers !== undefined
/** Fifty people, or thirty units, or fifty of both together. */
const hasMembers = ({ individualMembers = 0, unitMembers = 0 }: Asked): boolean =>
  individualMembers >= ASKED.individuals || unitMembers >= ASKED.units || individualMembers + unitMembers >= ASKED.together

/** Why it cannot be registered: what is given is less than the law asks. */
export function conditionBlockers(organization: Asked): Blocker[] {
  const { type, openingFunds } = organization
  if (type === 'association') {
    return [
      ...(areMembersKnown(organization) && !hasMembers(organization) ? [{ code: 'members-few', law: LAW.association }] : []),
      ...(openingFunds !== undefined && openingFunds < ASKED.associationFunds ? [{ code: 'association-funds-low', law: LAW.association }] : []),
    ]
  }
  return type === 'foundation' && openingFunds !== undefined && openingFunds < ASKED.originalFund ? [{ code: 'original-fund-low', law: LAW.foundation }] : []
}

/** What the authority has to look into itself: what is not given, and what only some may do without. */
export function conditionWarnings(organization: Asked): Blocker[] {
  const { type, openingFunds, supervisor } = organization
  switch (type) {
    case 'association': return [
      ...(areMembersKnown(organization) ? [] : [{ code: 'members-unknown', law: LAW.association }]), ...(openingFunds === undefined ? [{ code: 'funds-unknown', law: LAW.association }] : []),
    ]
    case 'foundation': return openingFunds === undefined ? [{ code: 'funds-unknown', law: LAW.foundation }]
      : openingFunds >= ASKED.originalFund && openingFunds < ASKED.publicFund ? [{ code: 'original-fund-not-public', law: LAW.foundation }] : []
    case 'service-institution': return supervisor ? [] : [{ code: 'supervisor-none', law: LAW['service-institution'] }]
    default: return []
  }
}
