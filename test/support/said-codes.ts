import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

/** What the sources say by a code; a code that is composed is a pattern. `where` is the file and its line. */
export type Said = { kind: 'refusal' | 'problem' | 'blocker' | 'audit' | 'flash' | 'task' | 'other'; code: string | RegExp; where: string }

const CODE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/** The texts that an expression may come to; nothing where only running it tells. */
function textsIn(node: ts.Expression): (string | RegExp)[] {
  if (ts.isStringLiteralLike(node)) return [node.text]
  if (ts.isConditionalExpression(node)) return [...textsIn(node.whenTrue), ...textsIn(node.whenFalse)]
  if (ts.isBinaryExpression(node)) return [...textsIn(node.left), ...textsIn(node.right)]
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) return textsIn(node.expression)
  if (!ts.isTemplateExpression(node)) return []
  const escaped = (text: string) => text.replace(/[.\\]/g, '\\$&')
  return [new RegExp(`^${escaped(node.head.text)}${node.templateSpans.map(({ literal }) => `[\\w-]+${escaped(literal.text)}`).join('')}$`)]
}

const nameOf = (node: ts.Node | undefined): string =>
  node && (ts.isIdentifier(node) || ts.isStringLiteral(node)) ? node.text : node && ts.isPropertyAccessExpression(node) ? node.name.text : ''

/** Whether an object with a code is a problem or a blocker: by the property, the call or the declared type that it stands in. */
function kindOf(node: ts.Node): 'problem' | 'blocker' | 'other' {
  const has = (name: string) => ts.isObjectLiteralExpression(node) && node.properties.some(each => nameOf(each.name) === name)
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) {
    const name = ts.isPropertyAssignment(at) ? nameOf(at.name) : ts.isCallExpression(at) ? nameOf(at.expression) : ''
    if (/^(problems?|invalid)$/.test(name)) return 'problem'
    if (/^(blockers|\w*[bB]lockers|refuseIfBlocked)$/.test(name)) return 'blocker'
    const type = (ts.isFunctionLike(at) || ts.isVariableDeclaration(at) || ts.isAsExpression(at) || ts.isSatisfiesExpression(at)) && at.type?.getText()
    if (type && /\b(File)?Problem\b/.test(type)) return 'problem'
    if (type && /\bBlocker\b/.test(type)) return 'blocker'
    if (type && ts.isFunctionLike(at)) break
  }
  return has('field') && !has('law') ? 'problem' : 'other'
}

/** Messages that zod shapes give are codes of problems: `regex(…, 'not-a-phone')`, `refine(…, 'agreement-needed')`, `{ message: 'weights-missing' }`. */
function zodCodes(node: ts.Node): (string | RegExp)[] {
  if (ts.isCallExpression(node) && ['regex', 'refine', 'custom'].includes(nameOf(node.expression)) && node.arguments[1]) return textsIn(node.arguments[1])
  const isThrown = ts.isPropertyAssignment(node) && node.parent.properties.some(each => nameOf(each.name) === 'code')
  return ts.isPropertyAssignment(node) && nameOf(node.name) === 'message' && !isThrown ? textsIn(node.initializer) : []
}

/** Small functions whose last word is the code of a problem: `invalid('year', 'year-not-over')`. */
const TAKES_A_CODE = /^(invalid|wrong\w*)$/

function saidBy(node: ts.Node, refusals: ReadonlySet<string>): Pick<Said, 'kind' | 'code'>[] {
  const as = (kind: Said['kind'], codes: (string | RegExp)[]) => codes.map(code => ({ kind, code }))
  if (ts.isNewExpression(node) && refusals.has(nameOf(node.expression)) && node.arguments?.[0]) return as('refusal', textsIn(node.arguments[0]))
  if (ts.isCallExpression(node) && nameOf(node.expression) === 'goTo' && node.arguments[1]) return as('flash', textsIn(node.arguments[1]))
  if (ts.isCallExpression(node) && TAKES_A_CODE.test(nameOf(node.expression))) return as('problem', node.arguments.slice(-1).flatMap(textsIn))
  if (ts.isVariableDeclaration(node) && nameOf(node.name) === 'code' && node.initializer) return as(kindOf(node), textsIn(node.initializer))
  if (ts.isStringLiteral(node)) {
    const [, kind, code = ''] = /^(refusal|problem|blocker)\.([a-z0-9-]+)$/.exec(node.text) ?? []
    return kind ? as(kind as Said['kind'], [code]) : []
  }
  const zod = zodCodes(node).filter(code => typeof code === 'string' ? CODE.test(code) : !code.source.includes(' '))
  if (zod.length > 0) return as('problem', zod)
  if (!ts.isPropertyAssignment(node)) return []
  const texts = textsIn(node.initializer)
  const name = nameOf(node.name)
  if (name === 'code') return as(kindOf(node.parent), texts)
  // What a policy calls an action stands beside who may do it; the others go into the log.
  if (name === 'action' && !node.parent.properties.some(each => nameOf(each.name) === 'who')) return as('audit', texts.filter(text => /^\^?[a-z-]+\\?\./.test(typeof text === 'string' ? text : text.source)))
  if (name === 'key') return as('task', texts.filter(text => /^\^?[a-z]+\\?\.task\\?\./.test(typeof text === 'string' ? text : text.source)))
  return []
}

/** Everything that the TypeScript sources below a folder say by a code. What is computed elsewhere and handed on as a variable is not seen. */
export function saidCodes(folder: string): Said[] {
  const files = (readdirSync(folder, { recursive: true }) as string[]).filter(name => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map(name => ({ name, source: readFileSync(join(folder, name), 'utf8') }))
  const refusals = new Set(files.flatMap(({ source }) => [...source.matchAll(/class (\w+) extends Refusal\b/g)].map(([, name = '']) => name)))
  return files.flatMap(({ name, source }) => {
    const file = ts.createSourceFile(name, source, ts.ScriptTarget.ESNext, true)
    const found: Said[] = []
    const visit = (node: ts.Node): void => {
      found.push(...saidBy(node, refusals).map(said => ({ ...said, where: `${name}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}` })))
      ts.forEachChild(node, visit)
    }
    visit(file)
    return found
  })
}
