import { expect } from 'chai'
import { existsSync, readFileSync } from 'node:fs'
import { PAGES, withCharts } from '../fixtures/charts.ts'

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }

for (const [path, locale] of Object.entries(PAGES)) {
  describe(path, () => {
    const text = readFileSync(path, 'utf8')

    it('draws the flows as the code has them; "npm run charts" draws them anew', () => {
      expect(text).to.equal(withCharts(text, locale)).and.to.include('stateDiagram-v2')
    })

    it('names commands, files and folders that exist', () => {
      const commands = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name!)
      expect(commands.filter(name => !scripts[name])).to.deep.equal([])
      const links = [...text.matchAll(/\]\((?!http)([^)#]+)\)/g)].map(([, to]) => to!)
      const folders = [...text.matchAll(/`((?:src|views|jobs|fixtures|test)\/[\w./-]*)`/g)].map(([, to]) => to!)
      expect([...links, ...folders].filter(to => !existsSync(to))).to.deep.equal([])
    })
  })
}
