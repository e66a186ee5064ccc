import type {Part} from '@signalbox/client';
import {safeLink, safePicture} from '../markdown/links';
import {fieldsOf, pretty} from '../tool';
import {LongText} from './LongText';
import css from './blocks.module.css';
import texts from './texts.module.css';

/** Whether a value is a list of parts; it may also be any JSON. */
export function isParts(value: unknown): value is readonly Part[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((one) => typeof fieldsOf(one)['type'] === 'string')
  );
}

/** Text, pictures, files and links. A part of a newer type is shown as JSON. */
export function Parts({id, parts, plain}: {id: string; parts: readonly Part[]; plain?: boolean}) {
  return parts.map((part, index) => (
    <OnePart key={index} id={`${id} ${index}`} part={part} plain={plain === true} />
  ));
}

function OnePart({id, part, plain}: {id: string; part: Part; plain: boolean}) {
  switch (part.type) {
    case 'text':
      return plain ? (
        <div className={texts.userText}>{part.text}</div>
      ) : (
        <LongText id={id} text={part.text} label="Text" />
      );
    case 'image':
      return <Picture part={part} />;
    case 'resource_link':
      return (
        <div className={texts.resource}>
          <span aria-hidden="true">↗</span> <Address uri={part.uri} name={part.name} />
        </div>
      );
    case 'resource':
      return (
        <div>
          <div className={texts.resource}>
            <Address uri={part.uri} name={part.uri} />
          </div>
          {part.text !== undefined && (
            <LongText id={id} text={part.text} label={`File ${part.uri}`} />
          )}
        </div>
      );
    default:
      return <LongText id={id} text={pretty(part)} label="Part" />;
  }
}

function Address({uri, name}: {uri: string; name: string}) {
  const href = safeLink(uri);
  return href === null ? (
    <span title={uri}>{name}</span>
  ) : (
    <a href={href} title={href} target="_blank" rel="noopener noreferrer nofollow">
      {name}
    </a>
  );
}

/** A picture from elsewhere is not loaded: that would tell others who reads here. */
function Picture({part}: {part: Extract<Part, {type: 'image'}>}) {
  const {type, data, mediaType = 'image/png'} = part.source;
  if (type === 'base64') {
    const src = safePicture(`data:${mediaType};base64,${data}`);
    return src === null ? (
      <div className={css.quiet}>A picture of the type {mediaType} is not shown here.</div>
    ) : (
      <a className={texts.picture} href={src} download="picture" title="Save this picture">
        <img src={src} alt="Picture in the conversation" />
      </a>
    );
  }
  return (
    <div className={texts.resource}>
      <Address uri={data} name={`Picture at ${data}`} />
    </div>
  );
}
