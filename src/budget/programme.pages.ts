import type { Actor } from '../kernel/actor.ts'
import { yearOf } from '../kernel/period.ts'
import { may } from '../kernel/policy.ts'
import type { Clock } from '../platform/clock.ts'
import { Id } from '../platform/endpoint.ts'
import { listPage } from '../platform/list-page.ts'
import { form, goTo, page, show, type AnyPage } from '../platform/page.ts'
import type { Choice } from './line.view.ts'
import { programmePolicy } from './programme.policy.ts'
import { DefineProgramme, EditProgramme, ProgrammeFilter, type Programme } from './programme.schema.ts'
import type { ProgrammeService } from './programme.service.ts'
import { programmeForm, programmeList, programmePage } from './programme.view.ts'

type Deps = { programmes: ProgrammeService; clock: Clock; areaChoices: () => Promise<(Choice & { areas: string[] })[]> }

export const programmePages = ({ programmes, clock, areaChoices }: Deps): AnyPage[] => {
  const thisYear = (): number => yearOf(clock())
  const editing = async (actor: Actor, programme: Programme | null) =>
    show(programmeForm, programme, (await areaChoices()).filter(area => may(programmePolicy.define, actor, area)), thisYear())
  const editingOne = async (actor: Actor, id: string) => editing(actor, (await programmes.see(actor, id)).programme)
  return [
    listPage({
      path: '/budget/programmes', may: programmePolicy.see, query: ProgrammeFilter,
      handle: async ({ actor, query }) => show(programmeList, await programmes.list(actor, query), { filter: query, areas: await areaChoices(), year: thisYear(), actor }),
    }),
    page({ path: '/budget/programmes/new', may: programmePolicy.define, handle: ({ actor }) => editing(actor, null) }),
    form({
      path: '/budget/programmes', may: programmePolicy.define, body: DefineProgramme,
      handle: async ({ actor, body }) => goTo(`/budget/programmes/${(await programmes.define(actor, body)).id}`, 'budget.flash.programme'),
      again: ({ actor }) => editing(actor, null),
    }),
    page({
      path: '/budget/programmes/:id', may: programmePolicy.see, params: Id,
      handle: async ({ actor, params }) => {
        const found = await programmes.see(actor, params.id)
        return show(programmePage, found, await programmes.timeline(found.programme), await areaChoices(), actor)
      },
    }),
    page({ path: '/budget/programmes/:id/edit', may: programmePolicy.define, params: Id, handle: ({ actor, params }) => editingOne(actor, params.id) }),
    form({
      path: '/budget/programmes/:id', may: programmePolicy.define, params: Id, body: EditProgramme,
      handle: async ({ actor, params, body }) => goTo(`/budget/programmes/${(await programmes.edit(actor, params.id, body)).id}`, 'budget.flash.saved'),
      again: ({ actor, params }) => editingOne(actor, params.id),
    }),
  ]
}
