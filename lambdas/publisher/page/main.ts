import { startPage } from './page.ts'

const place = document.querySelector('#page')
if (place === null) throw new Error('the page has no place')
startPage(place)
