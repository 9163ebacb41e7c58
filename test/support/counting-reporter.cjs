const { writeFileSync } = require('node:fs')
const { reporters } = require('mocha')

/** Mocha's usual report, and at its end the counts in a file, so that the last line is not read off the screen. */
module.exports = class CountingReporter extends reporters.Spec {
  /** @param {import('mocha').Runner} runner @param {import('mocha').MochaOptions & { reporterOption: { counts: string } }} options */
  constructor(runner, options) {
    super(runner, options)
    runner.once('end', () => { writeFileSync(options.reporterOption.counts, JSON.stringify(this.stats)) })
  }
}
