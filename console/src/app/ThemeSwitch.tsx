import {useState} from 'react';
import {Icon, type IconName} from '../ui/Icon';
import {Segmented} from '../ui/Segmented';
import {setTheme, theme, type Theme} from './theme';

const THEMES: readonly {value: Theme; label: string; sign: IconName}[] = [
    {value: 'system', label: 'As the system', sign: 'monitor'},
    {value: 'light', label: 'Light', sign: 'sun'},
    {value: 'dark', label: 'Dark', sign: 'moon'},
];

export function ThemeSwitch() {
    const [chosen, choose] = useState(theme);
    return (
        <Segmented
            label="Theme"
            value={chosen}
            onChange={(next) => {
                setTheme(next);
                choose(next);
            }}
            options={THEMES.map(({value, label, sign}) => ({
                value,
                label,
                icon: <Icon name={sign} />,
            }))}
        />
    );
}
