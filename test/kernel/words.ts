/** Reads capital characters the way a clerk does, left to right; written apart from the rule so that it can disagree with it. */
export function readByClerk(text: string): number {
  const digits: Record<string, number> = { 零: 0, 壹: 1, 贰: 2, 叁: 3, 肆: 4, 伍: 5, 陆: 6, 柒: 7, 捌: 8, 玖: 9 }
  const places: Record<string, number> = { 拾: 10, 佰: 100, 仟: 1_000 }
  let [fen, above, section, digit] = [0, 0, 0, 0]
  for (const character of text) {
    if (character in digits) digit = digits[character]!
    else if (character in places) [section, digit] = [section + digit * places[character]!, 0]
    else if (character === '万') [above, section, digit] = [above + (section + digit) * 10_000, 0, 0]
    else if (character === '亿') [above, section, digit] = [(above + section + digit) * 100_000_000, 0, 0]
    else if (character === '元') [fen, above, section, digit] = [(above + section + digit) * 100, 0, 0, 0]
    else if (character === '角') [fen, digit] = [fen + digit * 10, 0]
    else if (character === '分') [fen, digit] = [fen + digit, 0]
    else if (character !== '整') throw new Error(`${character} is no capital character`)
  }
  return fen
}
