import { expect } from 'chai'
import { relative } from '../../src/platform/format.ts'

describe('how long ago something was', () => {
  const now = new Date('2026-09-07T01:00:00Z')
  const away = (seconds: number) => (['zh-CN', 'en'] as const).map(locale => relative(new Date(now.getTime() + seconds * 1_000), now, locale))
  const told: [number, string, string][] = [
    [0, '刚刚', 'just now'], [-59, '刚刚', 'just now'], [59, '刚刚', 'just now'], [-60, '1分钟前', '1 minute ago'], [-3_599, '59分钟前', '59 minutes ago'],
    [-3_600, '1小时前', '1 hour ago'], [7_300, '2小时后', 'in 2 hours'], [-86_400, '1天前', '1 day ago'], [-90 * 86_400, '90天前', '90 days ago'],
  ]
  for (const [seconds, chinese, english] of told) {
    it(`is "${english}" for ${seconds} s`, () => expect(away(seconds)).to.deep.equal([chinese, english]))
  }
})
