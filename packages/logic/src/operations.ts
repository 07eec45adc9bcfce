// The one table of what goes between here and the document that draws a page stands beside that document.
export * from '../../wxml/src/operations'
