// Before anything is drawn: GOV.UK Frontend hides and shows parts by these classes.
document.body.className += ' js-enabled' + ('noModule' in HTMLScriptElement.prototype ? ' govuk-frontend-supported' : '')
