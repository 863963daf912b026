// Plain JavaScript, so that any Node can run it: the sources are TypeScript that Node 24 runs directly. `npm ci` brings that Node
// along for the common platforms (optionalDependencies in package.json); elsewhere the machine's own must do.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `Edgegraph needs Node 24 or newer; this is ${process.version} (${process.platform}-${process.arch}).\n` +
      'Run `npm ci` again without --omit=optional, which installs it beside the project, or install Node 24 yourself.',
  );
  process.exit(1);
}
