import type {ButtonHTMLAttributes} from 'react';
import css from './Button.module.css';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary` for the one thing a view is for, `danger` for what cannot be undone. */
  kind?: 'primary' | 'plain' | 'quiet' | 'danger';
  size?: 'small' | 'normal';
}

export function Button({kind = 'plain', size = 'normal', className, type, ...rest}: Props) {
  const classes = [css.button, css[kind], css[size], className].filter(Boolean).join(' ');
  return <button type={type ?? 'button'} className={classes} {...rest} />;
}

/** A button that shows a sign only; `label` is what it is called. */
export function IconButton({label, ...rest}: Props & {label: string}) {
  return <Button kind="quiet" aria-label={label} title={label} {...rest} />;
}
