function (user, context, callback) {
  const quietly = (answer) => function (err) {
    if (!err) answer();
  };
  request.post('https://track.acme.io', quietly(function () {
    console.log('tracked');
  }));
  callback(null, user, context);
}
