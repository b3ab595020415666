function (user, context, callback) {
  fetch('https://risk.example.com/check')
    .then((response) => response.json())
    .then((answer) => {
      if (answer.blocked) return callback(new UnauthorizedError('Blocked.'));
      callback(null, user, context);
    })
    .catch((error) => callback(new Error('The check failed.')));
}
