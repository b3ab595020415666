function picture(user, context, callback) {
  if (!user.picture) {
    user.picture = 'https://example.com/default.png';
  }
  callback(null, user, context);
}
