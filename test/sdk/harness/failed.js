// A reporter that writes the names of the stories that failed, one a line.
export default async function* failed(source) {
  for await (const { type, data } of source) {
    if (type === 'test:fail' && data.nesting === 0 && !data.skip) yield `${data.name}\n`;
  }
}
