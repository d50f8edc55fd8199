// Holds a form while the signal is gone: it says so, keeps what was typed, and sends it when the
// signal is back. Without this the browser would show its own error page in place of the form.
// Sent twice it is one decision, because the form carries its id.

const TRY_AGAIN = 5000 // milliseconds
const LONGEST = 8000 // likewise: a signal that answers later than that is none

// This file itself is asked for: it is small, and open to whoever has signed in or not.
const isThere = async () => {
  try {
    await fetch(import.meta.url, { cache: 'no-store', signal: AbortSignal.timeout(LONGEST) })
    return true
  } catch {
    return false
  }
}

for (const form of document.querySelectorAll('form[data-hold]')) {
  const said = form.querySelector('[data-held]')
  let waiting = false

  const send = (pressed) => {
    if (pressed?.name) {
      const field = document.createElement('input')
      field.type = 'hidden'
      field.name = pressed.name
      field.value = pressed.value
      form.append(field)
    }
    form.submit()
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    if (waiting) return
    waiting = true
    const pressed = event.submitter
    while (!(await isThere())) {
      said.hidden = false
      await new Promise((resolve) => {
        const later = setTimeout(resolve, TRY_AGAIN)
        window.addEventListener('online', () => { clearTimeout(later); resolve() }, { once: true })
      })
    }
    said.hidden = true
    send(pressed)
    waiting = false
  })
}
