import type { Organization } from './organization.schema.ts'
import { gradeNow, listingNow } from './standing.rules.ts'

type Translate = (key: string, params?: Record<string, unknown>) => string
type Cell = string | number | Date | null

/** The register as a table for a file, headed in the reader's language; the first eight columns are those that an import reads. */
export function rollTable(organizations: Organization[], areaNames: Map<string, string>, { t, now }: { t: Translate; now: Date }): { name: string; columns: string[]; rows: Cell[][] } {
  const columns: [label: string, value: (organization: Organization) => Cell][] = [
    [t('registry.name'), ({ name }) => name], [t('registry.type.label'), ({ type }) => t(`registry.type.${type}`)], [t('registry.uscc'), ({ uscc }) => uscc ?? null],
    [t('registry.area.label'), ({ area }) => areaNames.get(area) ?? area], [t('registry.address'), ({ address }) => address],
    [t('registry.representative'), ({ representative }) => representative], [t('registry.founded'), ({ founded }) => founded],
    [t('registry.scope'), ({ scope }) => scope], [t('registry.supervisor'), ({ supervisor }) => supervisor ?? null],
    [t('registry.status.label'), ({ status }) => t(`registry.status.${status}`)], [t('registry.staff'), ({ staff }) => staff],
    [t('registry.social-workers'), ({ socialWorkers }) => socialWorkers], [t('registry.grade'), organization => gradeNow(organization, now)],
    [t('registry.flag.label'), organization => (['serious', 'abnormal'] as const).filter(list => listingNow(organization, list, now)).map(list => t(`registry.flag.${list}`)).join('、')],
    [t('registry.results-count'), ({ results }) => results.length],
  ]
  return {
    name: t('registry.list.title'), columns: columns.map(([label]) => label),
    rows: organizations.map(organization => columns.map(([, value]) => value(organization))),
  }
}
