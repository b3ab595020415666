function gate(user, context, callback) {
  const known = user.email_verified;
  if (context.clientID === 'app-of-the-staff')
    return known ? callback(null, user, context) : callback(new UnauthorizedError('Verify your e-mail.'));
  if (context.clientID === 'app-that-logs') return console.log(user.email), callback(null, user, context);
  if (context.clientID === 'app-for-all') { return void callback(null, user, context); }
  return context.stats.loginsCount > 100
    ? callback(new UnauthorizedError('Enough.')) // for now
    : (known || user.email === 'root@example.com')
      ? callback(null, user, context)
      : callback(new UnauthorizedError('Who are you?'));
}
