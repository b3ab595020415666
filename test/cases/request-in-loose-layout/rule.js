function (user, context, callback) {
	const request = require('request')
	request.post({
		url: 'https://a.example.com/',
		json: { a: 1 }
	}, function (err, res, body) { // answer
		if (err) return callback(err)
		/* all well */
		context.idToken['https://example.com/s'] = body
		callback(null, user, context) // done
	})
}
