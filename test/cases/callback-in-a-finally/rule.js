function nick(user, context, callback) {
  try {
    context.idToken['https://example.com/nick'] = JSON.parse(user.nickname);
  } finally {
    callback(null, user, context);
  }
}
