// A reporter that writes the stories that failed, one a line: its file, a tab, its name.
export default async function* failed(source) {
  for await (const { type, data } of source) {
    if (type === 'test:fail' && data.nesting === 0 && !data.skip) yield `${data.file}\t${data.name}\n`;
  }
}
