/* Makes pages that work without it more comfortable. Nothing here decides: the server checks everything again. */
/* A second press while the first is on its way would send everything twice. */
for (const form of document.querySelectorAll('form[method=post]')) {
  form.addEventListener('submit', event => {
    if (event.defaultPrevented) return
    if (form.dataset.sending) return event.preventDefault()
    form.dataset.sending = 'yes'
  })
}
addEventListener('pageshow', () => { for (const form of document.querySelectorAll('[data-sending]')) delete form.dataset.sending })

/* Letters left, and amounts as they will be read. */
function echo(input, words) {
  const line = Object.assign(make('p', 'fh-echo'), { id: `${input.id}-echo` })
  ;(input.closest('.fh-input') ?? input).after(line)
  input.setAttribute('aria-describedby', `${input.getAttribute('aria-describedby') ?? ''} ${line.id}`.trim())
  const show = () => {
    const [text, over] = words(input.value)
    line.textContent = text
    line.hidden = !text
    line.classList.toggle('is-over', over === true)
  }
  input.addEventListener('input', show)
  show()
}
for (const input of document.querySelectorAll('[data-count]')) {
  echo(input, value => {
    const left = Number(input.dataset.count) - [...value].length
    return left < 0 ? [tell(say.sayOver, { over: -left }), true] : [tell(say.sayLetters, { left })]
  })
}
const yuan = new Intl.NumberFormat(document.documentElement.lang, { style: 'currency', currency: 'CNY', currencyDisplay: 'narrowSymbol' })
const tenThousands = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 6 })
for (const input of document.querySelectorAll('[data-money]')) {
  echo(input, value => {
    const typed = value.normalize('NFKC').replace(/[\s,¥元]/g, '')
    const amount = Number(typed)
    if (!/^\d+(\.\d{1,2})?$/.test(typed) || amount < 1000) return ['']
    const inTenThousands = document.documentElement.lang === 'zh-CN' && amount >= 10_000 ? `（${tenThousands.format(amount / 10_000)} 万元）` : ''
    return [yuan.format(amount) + inTenThousands]
  })
}

/* Names that are offered after an @ are put where the text is being written. */
for (const offered of document.querySelectorAll('[data-mentions]')) {
  const input = document.getElementById(offered.dataset.mentions)
  for (const name of [...offered.children].slice(1)) {
    name.replaceWith(button(name.textContent, 'fh-mention', () => {
      const [from, to] = [input.selectionStart, input.selectionEnd]
      input.setRangeText(`${from > 0 && !/\s/.test(input.value[from - 1]) ? ' ' : ''}${name.textContent} `, from, to, 'end')
      input.dispatchEvent(new Event('input', { bubbles: true }))
      input.focus()
    }))
  }
}

/* All rows of a list at once; without scripts the link asks for the page with all of them ticked. */
for (const link of document.querySelectorAll('[data-pick-all]')) {
  link.addEventListener('click', event => {
    event.preventDefault()
    const boxes = [...document.querySelectorAll(`input[type=checkbox][form="${link.dataset.pickAll}"]`)]
    const tick = boxes.some(box => !box.checked)
    for (const box of boxes) box.checked = tick
  })
}

/* Questions before what cannot be taken back. */
function dialogOf(content, title) {
  const dialog = make('dialog', 'fh-dialog')
  dialog.append(content)
  if (title) {
    title.id ||= `dialog-${document.querySelectorAll('dialog').length + 1}`
    dialog.setAttribute('aria-labelledby', title.id)
  }
  document.body.append(dialog)
  return dialog
}
for (const details of document.querySelectorAll('details[data-dialog]')) {
  const form = details.querySelector('form')
  const close = form.querySelector('[data-close]')
  const dialog = dialogOf(form, form.querySelector('h2'))
  close.hidden = false
  close.addEventListener('click', () => dialog.close())
  details.querySelector('summary').addEventListener('click', event => { event.preventDefault(); dialog.showModal() })
  if (details.open) { details.open = false; dialog.showModal() }
}

/* In the last day the time left runs, by the platform's clock. */
const ahead = new Date(say.now).getTime() - Date.now()
const running = [...document.querySelectorAll('[data-until]')].map(until => ({
  end: new Date(until.getAttribute('datetime')).getTime(), shown: until.parentElement.querySelector('[data-left]'),
})).filter(({ shown }) => shown)
function tick() {
  for (const { end, shown } of running) {
    const seconds = Math.floor((end - Date.now() - ahead) / 1000)
    if (seconds >= 86_400) continue
    const clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map(part => String(Math.floor(part)).padStart(2, '0')).join(':')
    shown.textContent = seconds < 0 ? say.sayLate : tell(say.sayClock, { clock })
  }
}
if (running.some(({ end }) => end - Date.now() - ahead > 0)) setInterval(tick, 1000)

/* What is typed in the fields of one name is summed up as it is typed; the server has the last word. */
for (const output of document.querySelectorAll('[data-sum]')) {
  const inputs = output.dataset.sum.split(' ').flatMap(end => [...output.form.querySelectorAll(`input[name$="${end}"]`)])
  const add = () => {
    const sum = inputs.reduce((all, { value }) => all + Math.round(Number(value.replace(/[\s,，]/g, '')) * 100 || 0), 0)
    output.value = (sum / 100).toFixed(2)
    output.parentElement.classList.toggle('is-off', sum !== 0 && sum !== Number(output.dataset.whole) * 100)
  }
  output.form.addEventListener('input', add)
  add()
}

/* A table wider than its frame can be reached by keyboard, to scroll it; on a phone and on paper it stacks. */
const frames = new ResizeObserver(seen => {
  for (const { target } of seen) {
    const scrolls = target.scrollWidth > target.clientWidth
    const told = { tabindex: '0', role: 'region', 'aria-label': target.querySelector('caption')?.textContent.trim() ?? '' }
    for (const [name, value] of Object.entries(told)) scrolls ? target.setAttribute(name, value) : target.removeAttribute(name)
  }
})
for (const frame of document.querySelectorAll('.fh-table-frame:not(.is-wide)')) frames.observe(frame)

document.querySelector('[data-focus]')?.focus()
for (const drop of document.querySelectorAll('.fh-drop')) {
  document.addEventListener('click', event => { if (!drop.contains(event.target)) drop.open = false })
  drop.addEventListener('keydown', event => {
    if (event.key !== 'Escape' || !drop.open) return
    drop.open = false
    drop.querySelector('summary').focus()
  })
}
