import Handlebars from 'handlebars'

type Node = hbs.AST.Node
type Calls = { helpers: { name: string; bare: boolean }[]; partials: string[]; texts: string[]; icons: string[]; assets: string[]; raw: string[] }
const BUILT_IN = ['if', 'unless', 'each', 'with', 'lookup']

/** What a template calls and names, from its syntax tree. */
export function callsOf(source: string): Calls {
  const found: Calls = { helpers: [], partials: [], texts: [], icons: [], assets: [], raw: [] }
  const literal = (node?: Node): string | undefined => node?.type === 'StringLiteral' ? (node as hbs.AST.StringLiteral).value : undefined
  const pairs = (hash?: hbs.AST.Hash) => hash?.pairs ?? []
  const called = (path: Node, params: Node[], hash: hbs.AST.Hash | undefined, kind: 'mustache' | 'other') => {
    if (path.type !== 'PathExpression') return
    const { original, parts, data } = path as hbs.AST.PathExpression
    const bare = kind === 'mustache' && params.length === 0 && pairs(hash).length === 0
    if (!data && parts.length === 1 && original === parts[0]) found.helpers.push({ name: original, bare })
    const first = literal(params[0])
    if (original === 't' && first) found.texts.push(first)
    if (original === 'asset' && first) found.assets.push(first)
  }
  new (class extends Handlebars.Visitor {
    override MustacheStatement(node: hbs.AST.MustacheStatement) {
      if (!node.escaped) found.raw.push((node.path as hbs.AST.PathExpression).original)
      called(node.path, node.params, node.hash, 'mustache')
      super.MustacheStatement(node)
    }
    override BlockStatement(node: hbs.AST.BlockStatement) { called(node.path, node.params, node.hash, 'other'); super.BlockStatement(node) }
    override SubExpression(node: hbs.AST.SubExpression) { called(node.path, node.params, node.hash, 'other'); super.SubExpression(node) }
    override PartialStatement(node: hbs.AST.PartialStatement) {
      const { original } = node.name as hbs.AST.PathExpression
      found.partials.push(original)
      if (original === 'icon') found.icons.push(...pairs(node.hash).flatMap(({ key, value }) => key === 'name' ? literal(value) ?? [] : []))
      super.PartialStatement(node)
    }
    override Hash(node: hbs.AST.Hash) {
      for (const { key, value } of node.pairs) {
        const said = literal(value)
        if (key === 'key' && said) found.texts.push(said)
        if (key === 'icon' && said) found.icons.push(said)
      }
      super.Hash(node)
    }
  })().accept(Handlebars.parse(source))
  return found
}

const HANDLEBARS = /\{\{\{?[\s\S]*?\}?\}\}/g
const COMMENT = /\{\{!--[\s\S]*?--\}\}|\{\{![\s\S]*?\}\}/g
/** A quote inside an expression would end the attribute around it, as far as a pattern can see. */
const flattened = (source: string): string => source.replace(COMMENT, '').replace(HANDLEBARS, said => said.replace(/["<>]/g, '·'))

type Known = { helpers: readonly string[]; partials: readonly string[] }
/** What is wrong with a template; an empty list when nothing is. */
export function faultsOf(source: string, known: Known): string[] {
  const calls = callsOf(source)
  const html = flattened(source)
  const labelled = new Set([...html.matchAll(/<label[^>]*\bfor="([^"]+)"|inner\/label for=(?:\(([^)]+)\)|(\S+))/g)].map(([, plain, called, given]) => plain ?? `{{${called ?? given}}}`))
  const controls = [...html.matchAll(/<(input|select|textarea)\b[^>]*>/g)].map(([tag]) => tag).filter(tag => !/type="hidden"/.test(tag))
  return [
    ...calls.helpers.filter(({ name, bare }) => !bare && ![...known.helpers, ...BUILT_IN].includes(name)).map(({ name }) => `unknown helper ${name}`),
    ...calls.helpers.filter(({ name, bare }) => bare && known.helpers.includes(name)).map(({ name }) => `${name} is a helper: a value of that name is {{this.${name}}}`),
    ...calls.partials.filter(name => !known.partials.includes(name)).map(name => `unknown partial ${name}`),
    ...calls.raw.map(name => `unescaped ${name}`),
    ...(/<script(?![^>]*\bsrc=)/i.test(html) ? ['inline script'] : []),
    ...(/<style\b|\sstyle=/i.test(html) ? ['inline style'] : []),
    ...(/\s(on[a-z]+|hx-on[\w:-]*)=/i.test(html) ? ['inline event handler'] : []),
    ...[...html.matchAll(/<form\b[^>]*method="post"[^>]*>([\s\S]*?)<\/form>/gi)]
      .filter(([, inside]) => !/\{\{· csrf\}\}|name="_csrf"/.test(inside ?? '')).map(() => 'form without _csrf'),
    ...controls.filter(tag => !/aria-label/.test(tag) && !labelled.has(/\bid="([^"]+)"/.exec(tag)?.[1] ?? '')).map(tag => `no label for ${tag.slice(0, 60)}`),
  ]
}
