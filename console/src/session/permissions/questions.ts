import type {AnswerPermission, PermissionRequest} from '@signalbox/client';
import {fieldsOf} from '../conversation/tool';

export interface Question {
  readonly id: string;
  readonly header: string | null;
  readonly text: string;
  readonly multiple: boolean;
  readonly freeText: boolean;
  readonly options: readonly {
    readonly id: string;
    readonly label: string;
    readonly description: string | null;
  }[];
}

/** What a person chose, or said in words; a question takes one of the two. */
export interface Said {
  readonly chosen: readonly string[];
  readonly text: string;
}

export const NOTHING_SAID: Said = {chosen: [], text: ''};

/** The questions of a request, as far as they can be understood. */
export function questionsOf(request: PermissionRequest): readonly Question[] {
  return (request.questions ?? []).flatMap((question) => {
    const {id, header, text, multiple, freeText, options} = fieldsOf(question);
    if (typeof id !== 'string') {
      return [];
    }
    return [
      {
        id,
        header: typeof header === 'string' ? header : null,
        text: typeof text === 'string' ? text : id,
        multiple: multiple === true,
        freeText: freeText === true,
        options: (Array.isArray(options) ? options : []).flatMap((option) => {
          const {id: optionId, label, description} = fieldsOf(option);
          return typeof optionId === 'string'
            ? [
                {
                  id: optionId,
                  label: typeof label === 'string' ? label : optionId,
                  description: typeof description === 'string' ? description : null,
                },
              ]
            : [];
        }),
      },
    ];
  });
}

/** After an option was chosen or unchosen. Words and options exclude each other. */
export function choose(question: Question, before: Said, optionId: string, isOn: boolean): Said {
  if (!question.multiple) {
    return {chosen: isOn ? [optionId] : [], text: ''};
  }
  const others = before.chosen.filter((id) => id !== optionId);
  return {chosen: isOn ? [...others, optionId] : others, text: ''};
}

/** The answers to send, or the ids of the questions that have none yet. */
export function answersOf(
  questions: readonly Question[],
  said: Readonly<Record<string, Said>>,
): {answers: NonNullable<AnswerPermission['answers']>} | {missing: readonly string[]} {
  const answers: Record<string, string | string[]> = {};
  const missing: string[] = [];
  for (const {id} of questions) {
    const {chosen, text} = said[id] ?? NOTHING_SAID;
    if (text.trim() !== '') {
      answers[id] = text.trim();
    } else if (chosen.length > 0) {
      answers[id] = [...chosen];
    } else {
      missing.push(id);
    }
  }
  return missing.length > 0 ? {missing} : {answers};
}
