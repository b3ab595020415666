function denyInManyWays(user, context, callback) {
  if (context.clientName === 'a') return callback('plain text');
  if (context.clientName === 'b') return callback(new Error(`No entry, ${user.name}`));
  if (context.clientName === 'c') return callback(new Error('No entry for ' + user.email));
  if (context.clientName === 'd') return callback(new Error(user.nickname), user, context);
  callback(null, user, context);
}
