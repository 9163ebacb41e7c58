/* What every script here needs, and what keeps what is typed: on the platform, and where that is out of reach in this tab. */
const say = document.body.dataset
const tell = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name])
const clockTime = () => new Date().toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const make = (tag, className, text = '') => Object.assign(document.createElement(tag), { className, textContent: text })
const button = (text, className, act) => {
  const made = Object.assign(make('button', className, text), { type: 'button' })
  made.addEventListener('click', act)
  return made
}

/* A lost connection, an ended session or an error costs nothing; nobody else who signs in here is shown it. */
const SENT = 'fh:sent'
const kept = {
  read: key => { try { return JSON.parse(sessionStorage.getItem(key)) } catch { return null } },
  write: (key, value) => { try { sessionStorage.setItem(key, JSON.stringify(value)) } catch { /* The tab may have no room; the form still works. */ } },
  drop: key => sessionStorage.removeItem(key),
}
const keyFor = action => `fh:${say.person}:${location.pathname}:${action}`
const keyOf = form => keyFor(form.getAttribute('action'))
const isSecret = ({ name, type }) => !name || name === '_csrf' || ['password', 'file', 'hidden', 'submit', 'button'].includes(type) || /pass(word|phrase)|secret|share/i.test(name)
const isTick = ({ type }) => type === 'checkbox' || type === 'radio'
const forms = [...document.querySelectorAll('form[method=post]')].filter(form => !form.matches('[data-forget], .fh-inline-form'))
const answers = form => [...form.elements].filter(each => form.contains(each) && !isSecret(each))
const revisionOf = form => form.elements.namedItem('revision')?.value ?? ''
/** What was filled in by the platform as not sent yet, by the address of its form, with its revision. */
const unsent = JSON.parse(say.unsent || '{}')
/** Only who is signed in has a place on the platform; of an answer that must not be led back to a person nothing is kept there. */
const keepsThere = form => say.signedIn === 'true' && !form.matches('[data-local]')

/* What is only right where scripts keep what is typed beside it. */
for (const form of document.querySelectorAll('[data-scripted]')) form.hidden = false
for (const link of document.querySelectorAll('[data-scriptless]')) link.remove()

const refused = document.querySelector('#errors, .fh-refused') !== null
{
  const sent = kept.read(SENT)
  kept.drop(SENT)
  const signedOut = sent?.signedIn === 'true' && say.signedIn === 'false'
  const said = document.querySelector('[data-flash]') !== null
  const cameBack = forms.some(form => keyOf(form) === sent?.key && (!said || form.getAttribute('action') in unsent))
  if (sent && !refused && !signedOut && !cameBack) kept.drop(sent.key)
}

for (const form of forms.filter(form => answers(form).length > 0)) {
  const key = keyOf(form)
  const action = form.getAttribute('action')
  const status = Object.assign(make('p', 'fh-saved'), { role: 'status' })
  form.append(status)
  let changed = false
  let waiting
  let saving = null
  let failed = false

  const put = values => {
    let different = false
    for (const [name, value, ticked] of values) {
      const each = answers(form).find(input => input.name === name && (ticked === null || input.value === value))
      if (!each || (ticked === null ? each.value === value : each.checked === ticked)) continue
      different = true
      if (ticked === null) each.value = value
      else each.checked = ticked
      each.dispatchEvent(new Event('input', { bubbles: true }))
    }
    return different
  }
  const discard = () => {
    kept.drop(key)
    form.reset()
    for (const each of answers(form)) each.dispatchEvent(new Event('input', { bubbles: true }))
    changed = false
    clearTimeout(waiting)
    status.textContent = ''
  }
  const keep = () => {
    kept.write(key, { revision: revisionOf(form), values: answers(form).map(each => [each.name, each.value, isTick(each) ? each.checked : null]) })
    show(tell(say.sayKept, { time: clockTime() }))
  }
  const show = (text, warning = false) => {
    status.textContent = text
    status.classList.toggle('is-warning', warning)
  }
  /** A draft of its own goes where it lives; everything else is kept by the platform until it is sent. */
  const request = () => {
    const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === 'string'))
    for (const { name, type } of form.elements) if (type === 'password') body.delete(name)
    return form.dataset.autosave
      ? [form.dataset.autosave, body, { 'x-autosave': '1' }]
      : [action, body, { 'x-keep': String(unsent[action] ?? 0) }]
  }
  const save = async () => {
    const [to, body, how] = request()
    try {
      const answer = await fetch(to, { method: 'POST', body, headers: { accept: 'application/json', ...how }, signal: AbortSignal.timeout(10_000) })
      failed = false
      // The text is safe on the platform or stays here; the sign-in brings it back.
      if (answer.status === 401 || answer.status === 403 || new URL(answer.url).pathname.startsWith('/sign-in')) return show(say.sayEnded, true)
      if (answer.status === 409 && !form.dataset.autosave) return show(say.sayElsewhere, true)
      if (!answer.ok) return
      const text = await answer.text()
      const told = [tell(say.saySaved, { time: clockTime() })]
      if (form.dataset.autosave) {
        const revision = /name="revision" value="(\d+)"|"revision":(\d+)/.exec(text)
        const input = form.elements.namedItem('revision')
        if (revision && input) input.value = revision[1] ?? revision[2]
      } else {
        const { revision, others } = JSON.parse(text)
        unsent[action] = revision
        told.push(...others.map(other => tell(say.sayOthers, other)))
      }
      changed = false
      kept.drop(key)
      show(told.join(' · '))
    } catch {
      failed = true
      show(say.sayFailed, true)
    }
  }
  /** One save at a time; what is typed meanwhile is saved after it. */
  const rest = () => {
    keep()
    if (!form.dataset.autosave && !keepsThere(form)) return
    if (saving) waiting = setTimeout(rest, 1200)
    else saving = save().finally(() => { saving = null })
  }

  const before = kept.read(key)
  if (before && !refused) {
    const bring = () => {
      if (!put(before.values)) return kept.drop(key)
      show(`${say.sayRestored} `)
      status.append(button(say.sayDiscard, 'fh-cancel', discard))
    }
    // Where somebody else has changed the record meanwhile, what was typed waits until it is asked for.
    if (before.revision === revisionOf(form)) bring()
    else status.append(`${say.sayOffer} `, button(say.sayBring, 'fh-cancel', bring))
  }
  form.addEventListener('input', event => {
    if (!event.isTrusted) return
    changed = true
    clearTimeout(waiting)
    waiting = setTimeout(rest, 1200)
  })
  /** Whether the platform can be reached; asked only where there is reason to doubt it. */
  const reached = async () => navigator.onLine && await fetch('/healthz', { signal: AbortSignal.timeout(5_000) }).then(({ ok }) => ok, () => false)
  form.addEventListener('submit', event => {
    if (event.defaultPrevented) return
    clearTimeout(waiting)
    // What is on its way counts the revision on: sent before it is back, the form would be refused as changed by somebody else.
    if (saving) {
      event.preventDefault()
      void saving.then(() => form.requestSubmit(event.submitter))
      return
    }
    keep()
    // Without a connection the browser would put a page of its own in the place of the form.
    if (!navigator.onLine || failed) {
      event.preventDefault()
      void reached().then(ok => {
        failed = !ok
        if (ok) form.requestSubmit(event.submitter)
        else show(say.sayOffline, true)
      })
      return
    }
    kept.write(SENT, { key, signedIn: say.signedIn })
    changed = false
  })
  // Another form of the page is sent, and this one goes with it unless it is kept now.
  document.addEventListener('submit', event => {
    if (event.target === form || !changed) return
    keep()
    changed = false
  }, { capture: true })
  addEventListener('beforeunload', event => { if (changed) event.preventDefault() })
}
document.querySelector('form[data-forget][action="/sign-out"]')?.addEventListener('submit', () => sessionStorage.clear())
for (const form of document.querySelectorAll('form[action="/unsent/discard"]')) {
  form.addEventListener('submit', event => { if (!event.defaultPrevented) kept.drop(keyFor(form.querySelector('[name=action]').value)) })
}
