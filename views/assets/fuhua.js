/* Makes pages that work without it more comfortable: keeps what is typed, saves drafts, asks before what cannot be undone. */
const say = document.body.dataset
const time = () => new Date().toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' })

const forms = [...document.querySelectorAll('form[method=post]')].filter(form => !('forget' in form.dataset) && !form.matches('.fh-inline-form, .fh-confirm-form'))
for (const form of forms) {
  const key = `fh:${location.pathname}:${form.getAttribute('action')}`
  const note = document.createElement('p')
  note.className = 'fh-hint'
  note.setAttribute('role', 'status')
  form.append(note)
  const answers = () => [...form.elements].filter(({ name, type }) => name && name !== '_csrf' && name !== 'revision' && !['password', 'file', 'hidden'].includes(type) && !/pass(word|phrase)/i.test(name))
  const wrong = document.querySelector('#errors')
  const kept = sessionStorage.getItem(key)
  if (document.querySelector('.fh-note')) sessionStorage.removeItem(key)
  else if (kept && !wrong) restore(JSON.parse(kept))

  let changed = false
  let waiting
  form.addEventListener('input', () => {
    changed = true
    clearTimeout(waiting)
    waiting = setTimeout(keep, 600)
  })
  form.addEventListener('submit', () => { changed = false })
  addEventListener('beforeunload', event => { if (changed && !form.dataset.autosave) event.preventDefault() })

  function keep() {
    const values = answers().map(each => [each.name, each.value, each.type === 'checkbox' || each.type === 'radio' ? each.checked : null])
    sessionStorage.setItem(key, JSON.stringify(values))
    note.textContent = say.sayKept.replace('{time}', time())
    if (form.dataset.autosave) void save()
  }
  async function save() {
    try {
      const answer = await fetch(form.dataset.autosave, { method: 'POST', body: new URLSearchParams(new FormData(form)), headers: { accept: 'application/json' }, redirect: 'manual' })
      const saved = answer.ok || answer.type === 'opaqueredirect'
      note.textContent = saved ? say.saySaved.replace('{time}', time()) : say.sayFailed
      if (saved) changed = false
      const next = answer.ok && answer.headers.get('x-revision')
      const revision = form.querySelector('[name=revision]')
      if (next && revision) revision.value = next
    } catch {
      note.textContent = say.sayFailed
    }
  }
  function restore(values) {
    let different = false
    for (const [name, value, checked] of values) {
      for (const each of answers().filter(input => input.name === name && (checked === null || input.value === value))) {
        if (checked === null ? each.value === value : each.checked === checked) continue
        different = true
        if (checked === null) each.value = value
        else each.checked = checked
      }
    }
    if (!different) return
    note.textContent = `${say.sayRestored} `
    const discard = document.createElement('button')
    discard.type = 'button'
    discard.className = 'fh-cancel'
    discard.textContent = say.sayDiscard
    discard.addEventListener('click', () => { sessionStorage.removeItem(key); form.reset(); note.textContent = '' })
    note.append(discard)
  }
}

for (const input of document.querySelectorAll('[data-count]')) {
  const limit = Number(input.dataset.count)
  const left = document.createElement('p')
  left.className = 'fh-hint'
  input.after(left)
  const show = () => {
    const rest = limit - input.value.length
    left.textContent = rest < 0 ? say.sayOver.replace('{over}', -rest) : say.sayLetters.replace('{left}', rest)
  }
  input.addEventListener('input', show)
  show()
}

for (const form of document.querySelectorAll('form[data-confirm]')) {
  form.addEventListener('submit', event => {
    if (!confirm(form.dataset.confirm)) event.preventDefault()
  })
}

for (const details of document.querySelectorAll('details[data-dialog]')) {
  const form = details.querySelector('form')
  const dialog = document.createElement('dialog')
  dialog.append(form)
  document.body.append(dialog)
  form.querySelector('[data-close]')?.removeAttribute('hidden')
  form.querySelector('[data-close]')?.addEventListener('click', () => dialog.close())
  details.querySelector('summary').addEventListener('click', event => { event.preventDefault(); dialog.showModal() })
  if (details.open) { details.open = false; dialog.showModal() }
}

document.querySelector('[data-focus]')?.focus()
for (const drop of document.querySelectorAll('.fh-drop')) {
  document.addEventListener('click', event => { if (!drop.contains(event.target)) drop.open = false })
  drop.addEventListener('keydown', event => { if (event.key === 'Escape') drop.open = false })
}
