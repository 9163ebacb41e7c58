/** The button that fetches the whole record of this address as a zip. */
export const dossierAction = (href: string) => ({ key: 'platform.dossier.download', href: `${href}/dossier`, icon: 'download' })
