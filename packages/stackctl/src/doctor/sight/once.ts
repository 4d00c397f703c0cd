/** The same answer for everybody who asks: probes share what they look at. */
export function once<T>(look: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= look();
    return answer;
  };
}

/** The same for each key. */
export function onceEach<T>(look: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return (key) => {
    const answer = answers.get(key) ?? look(key);
    answers.set(key, answer);
    return answer;
  };
}
