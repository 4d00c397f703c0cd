import Handlebars from "handlebars";

/** A Handlebars template for text that is not HTML; an unknown name in it is an error. */
export function template<Context>(source: string): (context: Context) => string {
  const compiled = Handlebars.compile<Context>(source, { noEscape: true, strict: true });
  return (context) => compiled(context);
}
