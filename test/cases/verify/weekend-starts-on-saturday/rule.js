function weekdays(user, context, callback) {
  const day = new Date().getUTCDay();
  if (day === 0 || day === 6) return callback(new UnauthorizedError('Closed at weekends.'));
  callback(null, user, context);
}
