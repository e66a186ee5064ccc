import {fieldsOf} from '../conversation/tool';

/** The words of a message: its text, or the text of its parts. */
export function textOfContent(content: unknown): string {
  if (typeof content === 'string') {
    return content;
  }
  if (Array.isArray(content)) {
    const texts = content
      .map((part) => fieldsOf(part)['text'])
      .filter((text) => text !== undefined);
    return texts.length > 0 ? texts.join('\n') : 'A message without words';
  }
  return 'A message';
}
