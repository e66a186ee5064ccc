import {pieces, type Piece} from '../ansi';
import css from './Coloured.module.css';

/** A message in the colours that its escape sequences ask for; see `pieces`. */
export function Coloured({text}: {text: string}) {
  return (
    <>
      {pieces(text).map((piece, index) => {
        const classes = classesOf(piece);
        return classes === '' ? (
          piece.text
        ) : (
          <span key={index} className={classes}>
            {piece.text}
          </span>
        );
      })}
    </>
  );
}

function classesOf({colour, isBold, isDim, isItalic, isUnderlined}: Piece): string {
  return [
    colour !== null && css[colour],
    isBold && css.bold,
    isDim && css.grey,
    isItalic && css.italic,
    isUnderlined && css.underlined,
  ]
    .filter(Boolean)
    .join(' ');
}
