function (user, context, callback) {
  fetch('https://risk.example.com/check').then((response) => {
    if (response.status === 404) return callback(new UnauthorizedError('Unknown.'));
    callback(null, user, context);
  }, () => callback(null, user, context));
}
