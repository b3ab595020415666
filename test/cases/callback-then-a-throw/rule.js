function root(user, context, callback) {
  if (user.email === 'root@example.com') callback(null, user, context);
  if (context.stats.loginsCount > 5) throw new Error('Too many logins.');
  callback(null, user, context);
}
