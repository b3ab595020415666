function sometimes(user, context, callback) {
  const finish = (error) => callback(error, user, context);
  if (context.clientName === 'Alpha') return finish(null);
  if (context.clientName === 'Beta') { callback(null, user, context); }
}
