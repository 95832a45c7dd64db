// A reporter that writes the stories that were told, one a line: pass or fail, a tab, its name.
export default async function* told(source) {
  for await (const { type, data } of source) {
    if ((type === 'test:fail' || type === 'test:pass') && data.nesting === 0 && !data.skip) yield `${type.slice('test:'.length)}\t${data.name}\n`;
  }
}
