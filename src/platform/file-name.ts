const LONGEST = 150

/**
 * A file's name as its sender gave it, Chinese and all, made safe to show and to save: no folders, no control or
 * direction-turning characters (which make `fdp.exe` look like `exe.pdf`), nothing Windows forbids, one Unicode form.
 */
export function fileName(given: string): string {
  const name = (given.normalize('NFC').split(/[/\\]/).at(-1) ?? '')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '')
  const characters = [...name]
  if (characters.length <= LONGEST) return name || 'file'
  const ending = [...(/\.[^.]{1,10}$/.exec(name)?.[0] ?? '')]
  return [...characters.slice(0, LONGEST - ending.length), ...ending].join('')
}

/** The header that makes a browser save or show a file under this name: RFC 6266, in UTF-8 (RFC 5987), with a name in ASCII for the rest. */
export function disposition(name: string, how: 'attachment' | 'inline'): string {
  const plain = name.replace(/[^\x20-\x7e]+/g, '_').replace(/["\\%]/g, '_')
  const encoded = encodeURIComponent(name).replace(/['()*]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
  return `${how}; filename="${plain}"; filename*=UTF-8''${encoded}`
}
