// Prints how many tests passed and failed, from the reports that vitest leaves in each room.
const { existsSync, readFileSync, readdirSync } = require('node:fs');

const reports = readdirSync('.')
  .map((room) => `${room}/.vitest/results.json`)
  .filter((file) => existsSync(file))
  .map((file) => JSON.parse(readFileSync(file, 'utf8')));
const sum = (member) => reports.reduce((total, report) => total + report[member], 0);
console.log(sum('numPassedTests'), sum('numFailedTests'));
