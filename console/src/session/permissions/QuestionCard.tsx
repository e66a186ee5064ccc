import type {PermissionRequest} from '@signalbox/client';
import {useState, type FormEvent} from 'react';
import {Button} from '../../ui/Button';
import {Countdown} from './Countdown';
import {afterwards, isReject, ordered} from './options';
import {Problem} from './PermissionCard';
import css from './permissions.module.css';
import {answersOf, choose, NOTHING_SAID, questionsOf, type Question, type Said} from './questions';
import {useAnswering} from './useAnswering';

interface Props {
  sessionId: string;
  request: PermissionRequest;
  more: number;
}

/** The agent asks something: options to choose, or words of one's own. */
export function QuestionCard({sessionId, request, more}: Props) {
  const questions = questionsOf(request);
  const options = ordered(request);
  const answering = useAnswering(sessionId, request);
  const [said, setSaid] = useState<Record<string, Said>>({});
  const [missing, setMissing] = useState<readonly string[]>([]);
  const accept = options.find((option) => !isReject(option));
  function submit(event: FormEvent) {
    event.preventDefault();
    const result = answersOf(questions, said);
    setMissing('missing' in result ? result.missing : []);
    if ('answers' in result && accept !== undefined) {
      const {answers} = result;
      answering.answer({optionId: accept.id, ...(questions.length > 0 && {answers})});
    }
  }
  const title = request.title ?? 'The agent asks';
  const isOff = answering.isBusy || answering.reason !== null;
  return (
    <div role="group" className={css.card} aria-label={`Question: ${title}`}>
      <header className={css.head}>
        <h3>{title}</h3>
        {more > 0 && <span className={css.more}>{more} more waiting behind it</span>}
      </header>
      {request.deadline !== undefined && (
        <Countdown deadline={request.deadline} then={afterwards(request)} />
      )}
      <form className={css.questions} onSubmit={submit}>
        {questions.map((question) => (
          <OneQuestion
            key={question.id}
            requestId={request.requestId}
            question={question}
            said={said[question.id] ?? NOTHING_SAID}
            isMissing={missing.includes(question.id)}
            isOff={answering.reason !== null}
            onSay={(answer) => setSaid({...said, [question.id]: answer})}
          />
        ))}
        <div className={css.options}>
          {accept !== undefined && (
            <Button kind="primary" type="submit" disabled={isOff}>
              {accept.label}
            </Button>
          )}
          {options.filter(isReject).map((option) => (
            <Button
              key={option.id}
              kind="danger"
              disabled={isOff}
              onClick={() => answering.answer({optionId: option.id})}
            >
              {option.label}
            </Button>
          ))}
        </div>
      </form>
      <Problem answering={answering} />
    </div>
  );
}

function OneQuestion({
  requestId,
  question,
  said,
  isMissing,
  isOff,
  onSay,
}: {
  requestId: string;
  question: Question;
  said: Said;
  isMissing: boolean;
  isOff: boolean;
  onSay(said: Said): void;
}) {
  const name = `${requestId} ${question.id}`;
  return (
    <fieldset className={css.question} disabled={isOff}>
      <legend>
        {question.header !== null && <span className={css.tool}>{question.header}</span>}
        {question.text}
        {question.multiple && <span className={css.note}> (several may be chosen)</span>}
      </legend>
      {question.options.map((option) => (
        <label key={option.id} className={css.choice}>
          <input
            type={question.multiple ? 'checkbox' : 'radio'}
            name={name}
            checked={said.chosen.includes(option.id)}
            onChange={(event) => onSay(choose(question, said, option.id, event.target.checked))}
          />
          <span>
            {option.label}
            {option.description !== null && <span className={css.note}>{option.description}</span>}
          </span>
        </label>
      ))}
      {question.freeText && (
        <input
          className={css.message}
          value={said.text}
          aria-label={`In your own words: ${question.text}`}
          placeholder={question.options.length > 0 ? 'Or in your own words' : 'Your answer'}
          onChange={(event) => onSay({chosen: [], text: event.target.value})}
        />
      )}
      {isMissing && (
        <p role="alert" className={css.failure}>
          {question.options.length > 0 ? 'Choose an answer first.' : 'Write an answer first.'}
        </p>
      )}
    </fieldset>
  );
}
