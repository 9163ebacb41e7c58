import { z } from 'zod'
import { endpoint, Id, type AnyEndpoint } from '../platform/endpoint.ts'
import { programmePolicy } from './programme.policy.ts'
import { sumsOf } from './programme.rules.ts'
import { DefineProgramme, EditProgramme, Programme, ProgrammeFilter, ProgrammeSums } from './programme.schema.ts'
import type { ProgrammeService } from './programme.service.ts'

const Reply = Programme.meta({ id: 'Programme' })
const WithSums = z.object({ programme: Reply, sums: ProgrammeSums })

export const programmeApi = ({ programmes }: { programmes: ProgrammeService }): AnyEndpoint[] => [
  endpoint({
    method: 'get', path: '/programmes', may: programmePolicy.see, summary: 'The programmes of a year with the sums of their lines',
    query: ProgrammeFilter, reply: z.object({ programmes: z.array(WithSums) }),
    handle: async ({ actor, query }) => ({ programmes: (await programmes.list(actor, query)).map(({ programme, lines }) => ({ programme, sums: sumsOf(lines) })) }),
  }),
  endpoint({
    method: 'get', path: '/programmes/:id', may: programmePolicy.see, summary: 'One programme with the sums of its lines', params: Id, reply: WithSums,
    handle: async ({ actor, params }) => {
      const { programme, lines } = await programmes.see(actor, params.id)
      return { programme, sums: sumsOf(lines) }
    },
  }),
  endpoint({
    method: 'post', path: '/programmes', may: programmePolicy.define, summary: 'Define a programme of a year', body: DefineProgramme, reply: Reply, status: 201,
    handle: ({ actor, body }) => programmes.define(actor, body),
  }),
  endpoint({
    method: 'put', path: '/programmes/:id', may: programmePolicy.define, summary: 'Edit a programme', params: Id, body: EditProgramme, reply: Reply,
    handle: ({ actor, params, body }) => programmes.edit(actor, params.id, body),
  }),
]
