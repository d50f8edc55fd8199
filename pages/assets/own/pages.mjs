// Starts the components; the addresses of both libraries stand in the page, because their names
// are made of their content.
const addressOf = (name) => document.querySelector(`script[data-library="${name}"]`).src

const [govuk, moj] = await Promise.all([import(addressOf('govuk')), import(addressOf('moj'))])
govuk.initAll()
moj.initAll()

// A page that is open says that something has changed, and never jumps by itself.
const banner = document.querySelector('[data-live]')
if (banner) {
  const source = new EventSource(banner.dataset.live)
  source.addEventListener('changed', () => {
    banner.hidden = false
    source.close()
  })
  window.addEventListener('pagehide', () => source.close())
}
