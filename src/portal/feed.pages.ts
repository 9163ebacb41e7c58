import { z } from 'zod'
import { isLocale } from '../platform/locale.ts'
import { page, send, type AnyPage } from '../platform/page.ts'
import { everybody } from '../platform/route.ts'
import { translator } from '../platform/text.ts'
import { feedOf } from './feed.rules.ts'
import { atomOf, updatedOf } from './feed.view.ts'
import type { PublishedService } from './published.service.ts'

type Deps = { published: PublishedService; config: { PUBLIC_URL: string } }

/** What became public last, for programs that look again and again. Its language stands in its address, since they have no cookies. */
export const feedPages = ({ published, config }: Deps): AnyPage[] => [
  page({
    path: '/feed.atom', may: everybody, query: z.object({ lang: z.string().max(20).default('') }),
    handle: async ({ query }) => {
      const lang = isLocale(query.lang) ? query.lang : 'zh-CN'
      const entries = feedOf(await published.all())
      return send({
        name: 'feed.atom', type: 'application/atom+xml', inline: true, changed: updatedOf(entries),
        body: atomOf(entries, { site: config.PUBLIC_URL, lang, t: translator(lang) }),
      })
    },
  }),
]
