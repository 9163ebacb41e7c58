import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import express from 'express'

const [folder = ''] = process.argv.slice(2)
const page = readFileSync(join(folder, 'page.html'), 'utf8')
const json = readFileSync(join(folder, 'page.json'), 'utf8')

const app = express()
app.get('/ready', (_req, res) => { res.send('ok') })
app.get('/page', (_req, res) => { res.type('html').send(page) })
app.get('/json', (_req, res) => { res.type('json').send(json) })
const server = app.listen(Number(process.env.PORT), '127.0.0.1')
process.once('SIGTERM', () => { server.close(); server.closeAllConnections() })
