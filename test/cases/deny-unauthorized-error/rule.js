function weekdaysOnly(user, context, callback) {
  const day = new Date().getDay();
  if (day === 0 || day === 6) {
    return callback(new UnauthorizedError('Closed on weekends.'));
  }
  return callback(null, user, context);
}
